/**
 * Imports run one way: a room imports only rooms below it. `npm run lint` runs this. Imports of types alone are free
 * inside core/, since they are gone when the program runs; `suspicious/noImportCycles` (biome.json) forbids circles of
 * files.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Lowest first. Rooms on one line do not import each other. A room is a folder, or a file beside the folders. */
const FLOORS = `
core/features
core/time core/clean core/isolation core/commands
core/actions
core/records core/state
core/contract
core/parse
core/status
core/merging core/setup core/metrics core/snapshot
core/schedule
core/explain
core/render
core/dispatch core/checks
core/authorize
core/derive
core/plan
core/decide
shell/log shell/clock shell/concurrency shell/data-dir shell/node-version shell/metrics shell/code
shell/runner shell/parsing shell/store shell/git shell/pino-log
shell/reconcile
shell/github
shell/http
shell/probot shell/setup shell/ignored-settings shell/settings shell/installed
shell/doctor
shell/bot
shell/start
main
cli/errors cli/plain cli/context
cli/git cli/io
cli/github
cli/verbs
cli/print cli/mcp cli/watch
cli/open cli/packet-output
cli/commands
cli/packet cli/program
cli/switchyard
sandbox/content
sandbox/emulator
sandbox/walkthrough
sandbox/main
`

/** Imports upwards that are meant, each with its reason. */
const MEANT: Record<string, string> = {
  'core/parse > core/dispatch': 'the parser and the schema take the names of the adapters from their registry',
  'core/schedule > core/derive': 'whether an ordinary issue is delivered is decided in one place, derive/delivery.ts',
}

const floorOf = new Map(
  FLOORS.trim()
    .split('\n')
    .flatMap((line, floor) => line.split(' ').map((room) => [room, floor] as const)),
)

/** `src/core/plan/pulls.ts` is in `core/plan`, `src/core/decide.ts` is a room of its own. */
const roomOf = (file: string): string => file.split('/').slice(1, 3).join('/').replace(/\.ts$/, '')

/** The files that `file` needs when it runs; some texts of the walkthrough hold imports of files that are not here. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/^(?:import|export) (?!type)([^'"]*?)from '(\.[^']+)'/gm)]
    .filter(([, names = '']) => !namesOnlyTypes(names))
    .map(([, , path = '']) => normalize(join(dirname(file), path)))
    .filter((path) => existsSync(join(root, path)))
}

function namesOnlyTypes(names: string): boolean {
  const list = /\{(.*)\}/s
    .exec(names)?.[1]
    ?.split(',')
    .filter((name) => name.trim() !== '')
  return list?.every((name) => name.trim().startsWith('type ')) ?? false
}

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))

const faults = files.flatMap((file) => {
  const room = roomOf(file)
  const floor = floorOf.get(room)
  if (floor === undefined) return [`${file}: give the room ${room} a floor in lint/rooms.ts`]
  return importsOf(file).flatMap((path) => {
    const other = roomOf(path)
    if (other === room || (floorOf.get(other) ?? floor) < floor || MEANT[`${room} > ${other}`]) return []
    return [`${file}: ${room} may not import ${other}, which is not below it (${path})`]
  })
})

for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
