#!/usr/bin/env node
// Nothing here may be younger than the oldest Node that should still get a clear answer: no import statements, no modern
// syntax. The program itself is only loaded once it is known to run.
const oldestNode = '22.12'

const wanted = oldestNode.split('.').map(Number)
const found = process.versions.node.split('.').map(Number)

if (isOlder(found, wanted)) {
  process.stderr.write(
    'chatp2p needs Node.js ' +
      oldestNode +
      ' or newer and this is ' +
      process.versions.node +
      ': please install a newer one from your system or nodejs.org.\n',
  )
  process.exitCode = 1
} else {
  void import('../src/cli/main.ts')
}

function isOlder(version: readonly (number | undefined)[], than: readonly number[]): boolean {
  for (let index = 0; index < than.length; index++) {
    const difference = (version[index] || 0) - (than[index] || 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
