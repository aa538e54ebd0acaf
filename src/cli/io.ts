/** The terminal, or what a test puts in its place. */
export interface Io {
  out(text: string): void
  err(text: string): void
  /** Somebody sits there who sees colours. */
  isTerminal: boolean
  /** Somebody sits there who can answer. */
  canAsk: boolean
  columns: number
  env: NodeJS.ProcessEnv
  cwd: string
  /** Text of a file; `-` is standard input. */
  readFile(path: string): Promise<string>
  /** One line that the person types. */
  ask(question: string): Promise<string>
  /** Runs a command of the person's in a shell, on this terminal; gives its exit code. */
  shell(command: string, options: { cwd: string; args?: string[]; env?: NodeJS.ProcessEnv }): Promise<number>
  fetch?: typeof fetch
  now?: () => number
  sleep?: (ms: number) => Promise<void>
}
