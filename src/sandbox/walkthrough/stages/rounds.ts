import type { Stage } from '../stage.ts'

const round = (number: number, happens: string): Stage => ({
  happens,
  async play(scene) {
    await scene.person(['round'])
    const { body } = await scene.botSays('session', `Execution round ${number}`)
    await scene.dashboard(`round ${number} in the log`, (text) => text.includes(`Round ${number},`))
    const counts = /started by [^:]*: (.*)/.exec(body)?.[1] ?? ''
    return `logged: ${counts.trim()}`
  },
})

export const firstRound = round(1, 'switchyard round')
export const secondRound = round(2, 'switchyard round')
