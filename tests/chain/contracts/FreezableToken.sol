// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// A dollar token whose issuer mints, burns, freezes and wipes, with the events of the paxos profile. For tests alone.
contract FreezableToken is ERC20, Ownable {
    uint8 private immutable places;
    mapping(address => bool) public isFrozen;

    event SupplyIncreased(address indexed to, uint256 value);
    event SupplyDecreased(address indexed from, uint256 value);
    event FreezeAddress(address indexed account);
    event UnfreezeAddress(address indexed account);
    event FrozenAddressWiped(address indexed account);

    error AccountFrozen(address account);
    error AccountNotFrozen(address account);

    constructor(uint8 decimals_) ERC20("Test Dollar", "TUSD") Ownable(msg.sender) {
        places = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return places;
    }

    function mint(address to, uint256 value) external onlyOwner {
        emit SupplyIncreased(to, value);
        _mint(to, value);
    }

    function burn(uint256 value) external onlyOwner {
        emit SupplyDecreased(msg.sender, value);
        _burn(msg.sender, value);
    }

    function freeze(address account) external onlyOwner {
        isFrozen[account] = true;
        emit FreezeAddress(account);
    }

    function unfreeze(address account) external onlyOwner {
        isFrozen[account] = false;
        emit UnfreezeAddress(account);
    }

    function wipe(address account) external onlyOwner {
        if (!isFrozen[account]) revert AccountNotFrozen(account);
        uint256 value = balanceOf(account);
        isFrozen[account] = false;
        emit FrozenAddressWiped(account);
        emit SupplyDecreased(account, value);
        _burn(account, value);
        isFrozen[account] = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (isFrozen[from]) revert AccountFrozen(from);
        if (isFrozen[to]) revert AccountFrozen(to);
        super._update(from, to, value);
    }
}
