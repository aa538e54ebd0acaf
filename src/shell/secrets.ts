/** GitHub's token shapes (`ghs_…`, `ghp_…`, `github_pat_…` and their like) and JWTs. */
const token = /\b(?:gh[a-z]_\w+|github_pat_\w+|ey[\w-]+\.[\w-]+\.[\w-]+)/g

/** `text` without anything that has the shape of a token: our own messages hold none, those of a network layer might. */
export function withoutTokens(text: string): string {
  return text.replace(token, '[hidden]')
}
