/** The last lines of the walkthrough: the results of the session, and its cost. */

import type { Usage } from '@switchyard/github-emulator'
import type { Scene } from './scene.ts'

/** Returns the figures of the session's report as lines for the terminal. */
export async function reportLines(scene: Scene): Promise<string[]> {
  const { body } = await scene.botSays('session', 'Session report')
  const part = (title: string) => (body.split(`## ${title}\n`)[1] ?? '').split('\n## ')[0] ?? ''
  const figures = [...part('Figures').matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
  return [
    'From the report:',
    ...figures
      .filter(([, name = '']) => !name.startsWith('Time in'))
      .map(([, name = '', value = '']) => `  ${name}: ${value}`),
    ...part('Learnings')
      .split('\n')
      .filter((line) => line.startsWith('- '))
      .map((line) => `  ${plain(line.slice(2))}`),
  ]
}

/** Removes the Markdown of code and links. */
const plain = (line: string) => line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '')

/** Returns the number of the bot's requests as lines for the terminal. */
export function usageLines(usage: Usage): string[] {
  const { requests, unchanged, writes, creations, points, refused } = usage
  return [
    `Requests of the bot to GitHub: ${requests} (${unchanged} of them answered "not modified"), ${writes} writes, ${creations} creations; ${points} of 900 points in its busiest minute${refused > 0 ? `; ${refused} were refused by a limit` : ''}.`,
  ]
}
