import { devNull } from 'node:os'

/**
 * Settings given to each git, whatever the machine, the person or a repository has configured. Drivers (merge, diff,
 * filter), hooks, pagers and credential helpers exist only in configuration, so nothing that a tree's
 * `.gitattributes` names can run.
 */
const fixed: [string, string][] = [
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['core.hooksPath', devNull],
  ['core.attributesFile', devNull],
  ['core.excludesFile', devNull],
  ['core.fsmonitor', 'false'],
  ['core.autocrlf', 'false'],
  ['core.eol', 'lf'],
  ['core.symlinks', 'false'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.quotePath', 'false'],
  // Work survives a power cut: what a check run names must still be there.
  ['core.fsync', 'committed'],
  ['credential.helper', ''],
  ['diff.renameLimit', '1000'],
  ['merge.renameLimit', '2000'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  // Less than 1,000 bytes a second for a minute: the other side hangs.
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
]

/** Variables of the operator that say how to reach the network. */
const network = [
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'CURL_CA_BUNDLE',
]

interface EnvironmentOptions {
  env?: Record<string, string>
  url?: string
  authorization?: string
  localRemotes?: boolean
}

/**
 * The whole environment of one git. The header goes in here and never on a command line, which everybody on the
 * machine can read; it is bound to the remote's own origin.
 */
export function gitEnvironment(options: EnvironmentOptions): NodeJS.ProcessEnv {
  const settings = [...fixed]
  if (options.localRemotes) settings.push(['protocol.file.allow', 'always'])
  if (options.authorization && options.url) {
    settings.push([`http.${new URL(options.url).origin}/.extraHeader`, `Authorization: ${options.authorization}`])
  }
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    // git, curl (.netrc) and ssh look for a person's settings here.
    HOME: devNull,
    XDG_CONFIG_HOME: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: devNull,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_ADVICE: '0',
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_COUNT: String(settings.length),
  }
  settings.forEach(([key, value], index) => {
    env[`GIT_CONFIG_KEY_${index}`] = key
    env[`GIT_CONFIG_VALUE_${index}`] = value
  })
  for (const name of network) if (process.env[name] !== undefined) env[name] = process.env[name]
  return { ...env, ...options.env }
}
