/** Opens a text in the person's editor. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CliError } from '../errors.ts'
import type { Io } from '../io.ts'

export interface Edited {
  text: string
  /** Temporary file that holds the text. */
  path: string
}

/** @throws CliError without a terminal, when the editor fails, or when nothing was written */
export async function editPacket(io: Io, template: string): Promise<Edited> {
  const editor = io.env.VISUAL || io.env.EDITOR || (io.canAsk ? 'vi' : '')
  if (editor === '') throw new CliError('usage', 'There is no terminal for an editor. Give the text with --file FILE.')
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-'))
  const path = join(folder, 'packet.md')
  await writeFile(path, template)
  const code = await io.shell(`${editor} "$@"`, { cwd: io.cwd, args: [path] })
  const text = await readFile(path, 'utf8').catch(() => '')
  const isUntouched = text.trim() === template.trim() || text.trim() === ''
  if (isUntouched) await rm(folder, { recursive: true, force: true })
  if (code !== 0) {
    const kept = isUntouched ? '' : ` Your text is in ${path}.`
    throw new CliError('bad-file', `The editor (${editor}) exited with code ${code}. Nothing was filed.${kept}`)
  }
  if (isUntouched) throw new CliError('bad-packet', 'The template was not changed. Nothing was filed.')
  return { text, path }
}

/** Runs `work` on the edited text. When it fails, the file is kept and the error names its path. */
export async function keepingText<T>({ path }: Edited, name: string, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work()
    await rm(dirname(path), { recursive: true, force: true })
    return done
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const fix = `Your text is in ${path}. Fix it, then file it with: switchyard packet create ${name} --file ${path}`
    throw new CliError(error.code, `${error.message}\n${fix}`, { ...error.details, kept: path })
  }
}
