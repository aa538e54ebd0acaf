#!/usr/bin/env node
/**
 * Starts the command line. Plain JavaScript, so that a Node that is too old can say so.
 *
 * Node reads TypeScript as it is, except below node_modules, where an installed package stands. There this package's own
 * files are stripped of their types here; nobody else's are touched.
 */
import { readFileSync } from 'node:fs'
import * as module from 'node:module'
import { fileURLToPath } from 'node:url'

const needed = [22, 18]
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  console.error(
    `switchyard needs Node ${needed.join('.')} or later; this is ${process.versions.node}.\n` +
      'Install a newer Node (https://nodejs.org), or run it in a clone of Switchyard, after npm ci, with: npx switchyard',
  )
  process.exit(2)
}

const own = new URL('../src/', import.meta.url).href
if (own.includes('/node_modules/')) stripOwnTypes()
await import('../src/cli/switchyard.ts')

function stripOwnTypes() {
  withoutWarningAbout('stripTypeScriptTypes')
  module.registerHooks({
    load(url, context, next) {
      if (!url.startsWith(own) || !url.endsWith('.ts')) return next(url, context)
      const source = module.stripTypeScriptTypes(readFileSync(fileURLToPath(url), 'utf8'))
      return { format: 'module', shortCircuit: true, source }
    },
  })
}

/** The function is marked experimental; nobody who runs a command needs to read that each time. */
function withoutWarningAbout(name) {
  const printed = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (!warning.message.startsWith(name)) for (const print of printed) print(warning)
  })
}
