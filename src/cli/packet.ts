/** `npm run packet -- lint|comment`: checks packets and comments before they are filed. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createTextReader } from '../shell/parsing/reader.ts'
import { prefixesIn } from './git/branches.ts'
import { commentJson, commentLines, packetJson, packetLines } from './packet-output.ts'

const usage = `Usage:
  npm run --silent packet -- lint [--json] [--title TITLE] FILE…
  npm run --silent packet -- comment [--json] FILE…

FILE may be - for standard input. lint exits 1 when a packet has an error (0 with --json).`

interface Request {
  command: 'lint' | 'comment'
  files: string[]
  title: string
  json: boolean
}

function requestOf(args: string[]): Request | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, title: { type: 'string', default: '' } },
  })
  const [command, ...files] = positionals
  if ((command !== 'lint' && command !== 'comment') || files.length === 0) return null
  return { command, files, title: values.title, json: values.json }
}

/** @returns exit code: 0; 1 for an error in a packet; 2 for an unreadable file or wrong usage */
async function main(args: string[]): Promise<number> {
  const request = parsed(args)
  if (!request) return 2
  const reader = createTextReader({ prefixes: prefixesIn(configHere()) })
  const codes = []
  try {
    for (const file of request.files) codes.push(await readOne(reader, request, file))
  } finally {
    await reader.close()
  }
  return Math.max(0, ...codes)
}

function parsed(args: string[]): Request | null {
  try {
    const request = requestOf(args)
    if (!request) console.error(usage)
    return request
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    return null
  }
}

async function readOne(reader: ReturnType<typeof createTextReader>, request: Request, file: string): Promise<number> {
  const text = contentOf(file)
  if (text === null) return 2
  if (request.command === 'comment') {
    const reading = await reader.comment(text)
    print(request.json ? [commentJson(file, reading)] : commentLines(file, reading))
    return 0
  }
  const reading = await reader.packet(request.title, text)
  print(request.json ? [packetJson(file, reading)] : packetLines(file, reading))
  return !request.json && reading.problems.some((problem) => problem.severity === 'error') ? 1 : 0
}

/** The configuration in the current folder, which holds the branch prefixes. */
function configHere(): string | null {
  try {
    return readFileSync('.github/switchyard.yml', 'utf8')
  } catch {
    return null
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    console.error(`${file}: cannot be read (${error instanceof Error ? error.message : error})`)
    return null
  }
}

const print = (lines: string[]): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

process.exitCode = await main(process.argv.slice(2))
