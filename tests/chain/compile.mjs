// Compiles contracts/*.sol into build/NAME.json: { abi, bytecode }.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';

const here = dirname(fileURLToPath(import.meta.url));
const sources = Object.fromEntries(readdirSync(join(here, 'contracts')).map(name => [name, { content: readFileSync(join(here, 'contracts', name), 'utf8') }]));
const input = {
  language: 'Solidity',
  sources,
  settings: { optimizer: { enabled: true, runs: 200 }, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
};
const found = path => {
  try {
    return { contents: readFileSync(join(here, 'node_modules', path), 'utf8') };
  } catch (failure) {
    return { error: failure.message };
  }
};
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
const errors = (output.errors ?? []).filter(problem => problem.severity === 'error');
if (errors.length > 0) {
  console.error(errors.map(problem => problem.formattedMessage).join('\n'));
  process.exit(1);
}

mkdirSync(join(here, 'build'), { recursive: true });
for (const file of Object.keys(sources)) {
  for (const [name, contract] of Object.entries(output.contracts[file])) {
    writeFileSync(join(here, 'build', `${name}.json`), JSON.stringify({ abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` }));
    console.log(`${name}: ${contract.evm.bytecode.object.length / 2} bytes`);
  }
}
