/** What a contract promises and what code exports: the words both sides are put into so that they can be compared. */

export type ExportKind = 'class' | 'function' | 'const' | 'type' | 'interface' | 'enum' | 'member' | 'other'

/** `type` is null where the source names none. */
export interface Param {
  type: string | null
  optional: boolean
  rest: boolean
}

/** One exported name, or a member of one (`UserRepository.createUser`). Types are normalised, so that equal ones are equal texts. */
export interface ExportedName {
  name: string
  kind: ExportKind
  /** `(input: NewUser): Promise<User>` or a type, as people read it; null where the source says nothing. */
  signature: string | null
  /** Of a call; null when it cannot be called as far as the source shows. */
  params: Param[] | null
  /** What a call returns, or the type of anything else. */
  type: string | null
  /** It may have members that do not show here: it extends or spreads something, or comes from another file. */
  open: boolean
  /** Where it is passed on from: the module as it is written, and the name there (`*`: all of it). */
  from?: { module: string; name: string }
}

export interface FileExports {
  path: string
  names: ExportedName[]
  /** Module names as they stand in imports. */
  imports: string[]
  /** Modules that everything is passed on from (`export * from`). */
  stars?: string[]
  /** Why the file could not be read; null when it could. */
  error: string | null
}

/** The TypeScript and JavaScript files of a commit among some paths; tests are left out. */
export interface CodeReading {
  files: FileExports[]
  /** Files beyond the bounds, which nobody looked at. */
  left: number
}

export interface PromisedExport {
  /** A name, or `Owner.member`. */
  name: string
  kind: ExportKind | null
  /** As it is written; null where there is only a name. */
  signature: string | null
  /** TypeScript that declares just this; null where there is only a name. */
  code: string | null
}

export interface Promises {
  exports: PromisedExport[]
  /** Code blocks that declare what this packet exports. */
  blocks: string[]
  /** Names this packet takes for granted. */
  assumes: string[]
  /** What was promised in words that cannot be checked. */
  prose: string[]
  /** What the packet says about a mock that is to go; null: nothing. */
  mock: { paths: string[] } | null
}
