/** Finds the mocks that a packet uses in place of another packet's work. */
import { pathOf } from './scope.ts'

const MOCK = /\b(?:mock|stub|fake)/i
const GOES =
  /\b(?:replac\w*|swap\w*|remov\w*|delet\w*|drop(?:ped)?|switch\w*|real one|gone|integrate[sd]? (?:the )?real)\b/i
const MAX_LENGTH = 2000

/** Reads the paths of mocks that must be replaced. @returns null when no text says that a mock must be replaced */
export function readMock(texts: string[]): { paths: string[] } | null {
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => line.slice(0, MAX_LENGTH))
  const aboutMocks = lines.filter((line) => MOCK.test(line))
  if (aboutMocks.length === 0 || !aboutMocks.some((line) => GOES.test(line))) return null
  const words = aboutMocks.flatMap((line) => line.split(/[\s`'"()<>,;]+/)).map((word) => word.replace(/[.:]+$/, ''))
  const paths = words.filter((word) => CODE_FILE.test(word) && word.length <= 200 && pathOf(word).path !== null)
  return { paths: [...new Set(paths)].slice(0, 20) }
}

const CODE_FILE = /^[\w@./[\]-]+\.(?:[cm]?[jt]s|[jt]sx)$/
