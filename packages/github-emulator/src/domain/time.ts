/** GitHub's times: UTC, whole seconds. */
export function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

export const isoOrNull = (at: number | null) => (at === null ? null : iso(at))
