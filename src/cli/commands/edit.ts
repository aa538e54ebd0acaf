/** The person's editor on a text. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'

/** @throws CliError where there is no terminal, the editor fails, or nothing was written */
export async function editPacket(io: Io, template: string): Promise<string> {
  const editor = io.env.VISUAL || io.env.EDITOR || (io.canAsk ? 'vi' : '')
  if (editor === '') throw new CliError('usage', 'There is no terminal for an editor: give the text with --file FILE.')
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-'))
  const path = join(folder, 'packet.md')
  try {
    await writeFile(path, template)
    const code = await io.shell(`${editor} "$@"`, { cwd: io.cwd, args: [path] })
    if (code !== 0) throw new CliError('bad-file', `The editor (${editor}) ended with ${code}. Nothing was filed.`)
    const text = await readFile(path, 'utf8')
    if (text.trim() === template.trim() || text.trim() === '')
      throw new CliError('bad-packet', 'The template was left as it is. Nothing was filed.')
    return text
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
