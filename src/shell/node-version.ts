/** The oldest Node version that can run Switchyard: it runs TypeScript directly and has SQLite built in. */
export const NEEDED_NODE = '24.21.0'

/**
 * Checks the version of Node.
 *
 * @param version `process.versions.node`
 * @returns a message for a person whose Node is too old, or null
 */
export function nodeProblem(version: string): string | null {
  const [have, need] = [version, NEEDED_NODE].map((text) => text.split('.').map(Number))
  for (const [i, part] of (need ?? []).entries()) {
    const other = have?.[i] ?? 0
    if (other > part) return null
    if (other < part) {
      return (
        `Switchyard needs Node ${NEEDED_NODE} or later; this is ${version}.\n` +
        'Run it with `npm start`, which uses the Node that `npm ci` installed with it, or install that version.'
      )
    }
  }
  return null
}
