#!/usr/bin/env node
/** Starts the command line. Plain JavaScript: a Node that reads no TypeScript says so instead of failing at its syntax. */
const [major = 0] = process.versions.node.split('.').map(Number)

if (major < 24) {
  console.error(`github-emulator needs Node 24 or later; this is ${process.versions.node}.`)
  process.exit(2)
}
await import('../src/cli.ts')
