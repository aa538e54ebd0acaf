/**
 * The walkthrough: a session of four packets, from its opening to its report, played by scripted people and agents
 * against the running bot. Agents work in git worktrees with the command line `switchyard`; the maintainer uses it, too,
 * and comments as from the page. Nothing is done from within.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usageOf } from '@switchyard/github-emulator'
import type { Sandbox } from '../emulator.ts'
import { reportLines, usageLines } from './headlines.ts'
import { createScene } from './scene.ts'
import { playStages, type Stage } from './stage.ts'
import { awaitMended } from './stages/await-mended.ts'
import { begin } from './stages/begin.ts'
import { createAgents } from './stages/create-agents.ts'
import { databaseDone } from './stages/database-done.ts'
import { decide } from './stages/decide.ts'
import { endSession } from './stages/end-session.ts'
import { filePackets } from './stages/file-packets.ts'
import { filePermissions } from './stages/file-permissions.ts'
import { mergeDatabase } from './stages/merge-database.ts'
import { missingAwait } from './stages/missing-await.ts'
import { openSession } from './stages/open-session.ts'
import { firstRound, secondRound } from './stages/rounds.ts'
import { scope } from './stages/scope.ts'
import { startPermissions } from './stages/start-permissions.ts'
import { testsDone } from './stages/tests-done.ts'
import { unblock } from './stages/unblock.ts'

export const stages: Stage[] = [
  openSession,
  filePackets,
  createAgents,
  begin,
  decide,
  firstRound,
  unblock,
  databaseDone,
  mergeDatabase,
  missingAwait,
  awaitMended,
  filePermissions,
  scope,
  secondRound,
  testsDone,
  startPermissions,
  endSession,
]

/** @returns whether every stage ended as it should; the reason is printed when one did not */
export async function playWalkthrough(sandbox: Sandbox, print: (line: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'walkthrough-'))
  const began = performance.now()
  try {
    const scene = createScene(sandbox.info(), folder)
    const isGood = await playStages(stages, scene, print)
    if (isGood) for (const line of await reportLines(scene)) print(line)
    for (const line of usageLines(usageOf(sandbox.meter.calls()))) print(line)
    const seconds = Math.round((performance.now() - began) / 1000)
    print(`The walkthrough ${isGood ? 'ended as it should' : 'did not end as it should'}, after ${seconds} seconds.`)
    return isGood
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
