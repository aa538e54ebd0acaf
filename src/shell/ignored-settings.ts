/** Settings of Probot that this bot does not use. Probot: docs/configuration.md. */

const IGNORED: Readonly<Record<string, string>> = {
  WEBHOOK_PATH: 'webhooks are received at /api/github/webhooks only',
  SENTRY_DSN: 'errors are in the log and counted at /metrics',
  REDIS_URL: 'requests are limited by this process; state is in SWITCHYARD_DATA_DIR',
  GH_ORG: 'name the organization on the set-up page',
  LOG_LEVEL_IN_STRING: 'the level of a JSON line is a number',
  LOG_MESSAGE_KEY: 'the text of a JSON line is under "msg"',
  NO_SMEE_SETUP: 'the set-up page opens no smee channel',
}

/** Values that ask for what the bot does anyway. */
const AS_IS: Readonly<Record<string, string>> = {
  WEBHOOK_PATH: '/api/github/webhooks',
  LOG_LEVEL_IN_STRING: 'false',
  LOG_MESSAGE_KEY: 'msg',
}

/** Returns a line for each setting that is set and has no effect. Contains no value of a setting. */
export function ignoredSettings(env: Record<string, string | undefined>): string[] {
  return Object.entries(IGNORED).flatMap(([name, instead]) =>
    env[name] && env[name] !== AS_IS[name] ? [`${name} is set and not used: ${instead}.`] : [],
  )
}
