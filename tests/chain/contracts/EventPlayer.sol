// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// Emits whatever log it is told to: the events of issuers whose contracts are not ours to copy, and many transfers at once. For tests alone.
contract EventPlayer {
    uint8 public decimals = 6;
    uint256 public totalSupply;

    event Transfer(address indexed from, address indexed to, uint256 value);

    function setDecimals(uint8 places) external {
        decimals = places;
    }

    function setTotalSupply(uint256 value) external {
        totalSupply = value;
    }

    /// One log with up to four topics.
    function play(bytes32[] calldata topics, bytes calldata data) external {
        bytes memory copy = data;
        uint256 count = topics.length;
        bytes32 one = count > 0 ? topics[0] : bytes32(0);
        bytes32 two = count > 1 ? topics[1] : bytes32(0);
        bytes32 three = count > 2 ? topics[2] : bytes32(0);
        bytes32 four = count > 3 ? topics[3] : bytes32(0);
        assembly ("memory-safe") {
            let at := add(copy, 32)
            let size := mload(copy)
            switch count
            case 0 { log0(at, size) }
            case 1 { log1(at, size, one) }
            case 2 { log2(at, size, one, two) }
            case 3 { log3(at, size, one, two, three) }
            default { log4(at, size, one, two, three, four) }
        }
    }

    /// Many transfers between made-up addresses; seed tells one call from another.
    function spray(uint256 count, uint256 seed) external {
        for (uint256 i = 0; i < count; i++) {
            bytes32 mix = keccak256(abi.encode(seed, i));
            emit Transfer(address(uint160(uint256(mix))), address(uint160(uint256(mix) >> 96)), uint64(uint256(mix)));
        }
    }
}
