/** Follows re-exports within the files that were read. */
import type { CodeReading, ExportedName, FileExports } from './reading.ts'

/** Limit for chains and cycles of re-exports. */
const MAX_DEPTH = 8

export interface Found {
  path: string
  one: ExportedName
}

/** Returns all exported names with their file. A re-export is resolved to its original declaration. */
export function exportsIn({ files }: CodeReading): Found[] {
  return files.flatMap(({ path, names }) =>
    names.flatMap((one) => (one.from === undefined ? [{ path, one }] : followed(path, one, files, MAX_DEPTH))),
  )
}

/** Resolves `export { a as b } from './x'` to the export `a` of `./x` under the name `b`; unchanged when `./x` was not read. */
function followed(path: string, one: ExportedName, files: FileExports[], left: number): Found[] {
  const { from, name } = one
  const target = from && left > 0 ? fileOf(files, path, from.module) : undefined
  if (!from || !target) return [{ path, one }]
  const own = target.names.filter((found) => found.name === from.name || found.name.startsWith(`${from.name}.`))
  if (own.length === 0) return throughStars(path, one, target, files, left)
  return own.flatMap((found) => {
    const as = { ...found, name: name + found.name.slice(from.name.length) }
    return found.from === undefined ? [{ path: target.path, one: as }] : followed(target.path, as, files, left - 1)
  })
}

/** Looks for a name in the modules that the file re-exports with `export *`. */
function throughStars(
  path: string,
  one: ExportedName,
  target: FileExports,
  files: FileExports[],
  left: number,
): Found[] {
  for (const module of target.stars ?? []) {
    const next = one.from && { ...one, from: { module, name: one.from.name } }
    const found = next ? followed(target.path, next, files, left - 1) : []
    if (found.some(({ one: { from } }) => from === undefined)) return found
  }
  return [{ path, one }]
}

/** Finds an `export *` of a module that was not read. @returns null when there is none */
export function unreadStar({ files }: CodeReading): { path: string; module: string } | null {
  for (const { path, stars = [] } of files) {
    const module = stars.find((name) => fileOf(files, path, name) === undefined)
    if (module !== undefined) return { path, module }
  }
  return null
}

const fileOf = (files: FileExports[], from: string, module: string): FileExports | undefined => {
  const target = resolved(from, module)
  return target === null ? undefined : files.find(({ path }) => withoutEnding(path) === target)
}

export const withoutEnding = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '').replace(/(?:^|\/)index$/, '')

/** Resolves a relative module name from the importing file. @returns null for a package */
export function resolved(from: string, name: string): string | null {
  if (!/^\.\.?(?:\/|$)/.test(name)) return null
  const parts = from.split('/').slice(0, -1)
  for (const part of name.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return withoutEnding(parts.join('/'))
}
