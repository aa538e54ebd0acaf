/** Names for what the bot asks of GitHub, so that tests can speak of a route whatever numbers and commits it carries. */

/** Such as `POST /repos/{owner}/{repo}/check-runs`, `GRAPHQL addComment` or `GRAPHQL whole`. */
export function routeOf(method: string, url: string, body: string): string {
  const pathname = decodeURIComponent(new URL(url).pathname)
  if (pathname === '/api/graphql') return `GRAPHQL ${operationOf(body)}`
  const path = pathname.replace(/^\/api\/v3/, '').replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}')
  return `${method} ${plain(path)}`
}

function plain(path: string): string {
  return path
    .replace(/\/git\/(refs?)\/heads\/.+/, '/git/$1/heads/{branch}')
    .replace(/\/(collaborators|users|rules\/branches)\/[^/]+/, '/$1/{name}')
    .replace(/\/(labels)\/[^/]+/, '/$1/{name}')
    .replace(/\/[0-9a-f]{40}(?=\/|$)/g, '/{sha}')
    .replace(/\/\d+(?=\/|$)/g, '/{n}')
}

function operationOf(body: string): string {
  const query: unknown = Reflect.get(JSON.parse(body) as object, 'query')
  const text = typeof query === 'string' ? query : ''
  if (/^\s*mutation/.test(text)) return changesIn(text)
  if (/\bpackets: issues\(/.test(text)) return 'whole'
  if (/\bi\d+: issueOrPullRequest\(/.test(text)) return 'numbers'
  if (/\bc\d+: object\(/.test(text)) return 'config-texts'
  return /\bpage: /.test(text) ? 'page' : 'refs'
}

/** Such as `addReaction+addComment`; what comes several times in a row is named once, with how often. */
function changesIn(mutation: string): string {
  const runs: { name: string; times: number }[] = []
  for (const [, name = ''] of mutation.matchAll(/(\w+)\(input:/g)) {
    const last = runs.at(-1)
    if (last?.name === name) last.times++
    else runs.push({ name, times: 1 })
  }
  return runs.map(({ name, times }) => (times > 1 ? `${times}×${name}` : name)).join('+')
}

/** Whether a request of this route may change something. */
export const isWrite = (route: string): boolean =>
  route.startsWith('GRAPHQL ')
    ? !['whole', 'numbers', 'config-texts', 'page', 'refs'].includes(route.slice('GRAPHQL '.length))
    : !route.startsWith('GET ')
