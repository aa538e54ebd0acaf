#!/usr/bin/env node
/** The `switchyard` command; see program.ts. bin/switchyard.js starts it on Node versions that need a loader for TypeScript. */
import { processIo } from './io.ts'
import { main } from './program.ts'

// The reader of a pipe may close it early (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await main(process.argv.slice(2), processIo())
