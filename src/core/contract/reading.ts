/** What a contract promises and what code exports, in a common form for comparison. */

export type ExportKind = 'class' | 'function' | 'const' | 'type' | 'interface' | 'enum' | 'member' | 'other'

/** `type` is null when the source states none. */
export interface Param {
  type: string | null
  optional: boolean
  rest: boolean
}

/** One exported name, or a member of one (`UserRepository.createUser`). Types are normalized so that equal types are equal texts. */
export interface ExportedName {
  name: string
  kind: ExportKind
  /** `(input: NewUser): Promise<User>` or a type, for display; null when the source states none. */
  signature: string | null
  /** Parameters of a call; null when the source does not show that it can be called. */
  params: Param[] | null
  /** The return type of a call, or the type of anything else. */
  type: string | null
  /** It may have members that are not listed: it extends or spreads something, or comes from another file. */
  open: boolean
  /** Source of a re-export: the module as written, and the name there (`*`: the whole module). */
  from?: { module: string; name: string }
}

export interface FileExports {
  path: string
  names: ExportedName[]
  /** Module names as written in imports. */
  imports: string[]
  /** Modules of `export * from`. */
  stars?: string[]
  /** Why the file could not be read; null when it could. */
  error: string | null
}

/** The TypeScript and JavaScript files of a commit among some paths; tests are left out. */
export interface CodeReading {
  files: FileExports[]
  /** Number of files beyond the limits, which were not read. */
  left: number
}

export interface PromisedExport {
  /** A name, or `Owner.member`. */
  name: string
  kind: ExportKind | null
  /** As written; null for a name alone. */
  signature: string | null
  /** TypeScript that declares only this; null for a name alone. */
  code: string | null
}

export interface Promises {
  exports: PromisedExport[]
  /** Code blocks that declare what this packet exports. */
  blocks: string[]
  /** Names that this packet assumes. */
  assumes: string[]
  /** Promises in prose that cannot be checked. */
  prose: string[]
  /** Mocks that must be replaced; null: the packet mentions none. */
  mock: { paths: string[] } | null
}
