export function costProblem(_text: string): string | null {
  return null
}
