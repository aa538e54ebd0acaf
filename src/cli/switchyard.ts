#!/usr/bin/env node
/** `switchyard`: see program.ts. bin/switchyard.js starts it where Node does not read TypeScript by itself. */
import { processIo } from './process-io.ts'
import { main } from './program.ts'

// Whoever reads along may have seen enough (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await main(process.argv.slice(2), processIo())
