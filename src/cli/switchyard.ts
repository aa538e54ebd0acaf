#!/usr/bin/env node
/** `switchyard`: see program.ts. bin/switchyard.js starts it where Node does not read TypeScript by itself. */
import { processIo } from './process-io.ts'
import { main } from './program.ts'

process.exitCode = await main(process.argv.slice(2), processIo())
