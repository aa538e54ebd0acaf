/** Names that a file passes on from another, followed within the files that were looked at. */
import type { CodeReading, ExportedName, FileExports } from './reading.ts'

/** A file imports another, which imports a third: nobody goes on for ever. */
const DEEPEST = 8

export interface Found {
  path: string
  one: ExportedName
}

/** All exported names with the file they stand in; what is passed on, as it is where it comes from. */
export function exportsIn({ files }: CodeReading): Found[] {
  return files.flatMap(({ path, names }) =>
    names.flatMap((one) => (one.from === undefined ? [{ path, one }] : passedOn(path, one, files, DEEPEST))),
  )
}

/** `export { a as b } from './x'`: what `./x` exports as `a`, called `b`; as it stands where `./x` is not known. */
function passedOn(path: string, one: ExportedName, files: FileExports[], left: number): Found[] {
  const { from, name } = one
  const target = from && left > 0 ? fileOf(files, path, from.module) : undefined
  if (!from || !target) return [{ path, one }]
  const own = target.names.filter((found) => found.name === from.name || found.name.startsWith(`${from.name}.`))
  if (own.length === 0) return throughStars(path, one, target, files, left)
  return own.flatMap((found) => {
    const as = { ...found, name: name + found.name.slice(from.name.length) }
    return found.from === undefined ? [{ path: target.path, one: as }] : passedOn(target.path, as, files, left - 1)
  })
}

/** It is not there by name, but the file passes on all that others have. */
function throughStars(
  path: string,
  one: ExportedName,
  target: FileExports,
  files: FileExports[],
  left: number,
): Found[] {
  for (const module of target.stars ?? []) {
    const next = one.from && { ...one, from: { module, name: one.from.name } }
    const found = next ? passedOn(target.path, next, files, left - 1) : []
    if (found.some(({ one: { from } }) => from === undefined)) return found
  }
  return [{ path, one }]
}

/** A file that passes on everything of a module nobody looked at, with the module's name; null where there is none. */
export function unseenStar({ files }: CodeReading): { path: string; module: string } | null {
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

/** A relative module name from the file that imports it; null for a package. */
export function resolved(from: string, name: string): string | null {
  if (!/^\.\.?(?:\/|$)/.test(name)) return null
  const parts = from.split('/').slice(0, -1)
  for (const part of name.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return withoutEnding(parts.join('/'))
}
