/** The settings of every git process of the server. The user's own configuration is ignored. */
const settings: Record<string, string> = {
  'core.hooksPath': '/dev/null',
  'core.logAllRefUpdates': 'always',
  'core.fsmonitor': 'false',
  'gc.auto': '0',
  'receive.autogc': 'false',
  'receive.denyNonFastForwards': 'false',
  'receive.hideRefs': 'refs/pull',
  'http.receivepack': 'true',
  'uploadpack.allowFilter': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  'safe.directory': '*',
}

/** A fixed environment for git, with `more` on top. Only the search path is taken from the process. */
export function gitEnvironment(more: Record<string, string> = {}): Record<string, string> {
  const entries = Object.entries(settings).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: '/nonexistent',
    LANG: 'C',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(Object.keys(settings).length),
    ...Object.fromEntries(entries),
    ...more,
  }
}
