/** What a packet says about a mock that stands in for somebody else's work. */
import { pathOf } from '../parse/packet/scope.ts'

const MOCK = /\b(?:mock|stub|fake)/i
const GOES =
  /\b(?:replac\w*|swap\w*|remov\w*|delet\w*|drop(?:ped)?|switch\w*|real one|gone|integrate[sd]? (?:the )?real)\b/i
const LONGEST = 2000

/** `texts`: whatever the packet says, line by line. Null when nothing says that a mock is to go. */
export function readMock(texts: string[]): { paths: string[] } | null {
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => line.slice(0, LONGEST))
  const speaking = lines.filter((line) => MOCK.test(line))
  if (speaking.length === 0 || !speaking.some((line) => GOES.test(line))) return null
  const words = speaking.flatMap((line) => line.split(/[\s`'"()<>,;]+/)).map((word) => word.replace(/[.:]+$/, ''))
  const paths = words.filter((word) => CODE_FILE.test(word) && word.length <= 200 && pathOf(word).path !== null)
  return { paths: [...new Set(paths)].slice(0, 20) }
}

const CODE_FILE = /^[\w@./[\]-]+\.(?:[cm]?[jt]s|[jt]sx)$/
