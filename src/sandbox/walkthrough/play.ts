/**
 * The walkthrough: a session of four packets from its opening to its report, played by scripted people and agents against
 * the running bot. Agents work in git worktrees with the command line `switchyard`. The maintainer uses it too, and
 * comments as on the page. The script uses no internals of the bot or the emulator.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainInfo, usageOf } from '@switchyard/github-emulator'
import type { Sandbox } from '../emulator.ts'
import { reportLines, usageLines } from './headlines.ts'
import { type Rules, setRules } from './rules.ts'
import { createScene } from './scene.ts'
import { playStages } from './stage.ts'
import { stages } from './stages.ts'

/**
 * @param rules what the repository's branches are ruled by
 * @returns whether every stage succeeded; the reason for a failure is printed
 */
export async function playWalkthrough(
  sandbox: Sandbox,
  print: (line: string) => void,
  rules: Rules = 'none',
): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'walkthrough-'))
  const began = performance.now()
  try {
    const scene = createScene(plainInfo(sandbox.info()), folder)
    await setRules(scene.client, rules, scene.info.defaultBranch)
    const isGood = await playStages(stages, scene, print)
    if (isGood) for (const line of await reportLines(scene)) print(line)
    for (const line of usageLines(usageOf(sandbox.meter.calls()))) print(line)
    const seconds = Math.round((performance.now() - began) / 1000)
    print(`The walkthrough ${isGood ? 'succeeded' : 'failed'} after ${seconds} seconds.`)
    return isGood
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
