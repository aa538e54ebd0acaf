/** What a reader of the rendered issue does not see, but an agent that reads the text does. */

/** Variation selectors, and the joiner inside an emoji, are part of what is seen. */
const INSIDE_EMOJI = /(?<=\p{Extended_Pictographic}\uFE0F?)\u200D/gu
/** Zero-width, bidi and tag characters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}--[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]]/gv
const COMMENT = /<!--([\s\S]*?)(?:-->|$)/g
/** The forms' own guidance stands in comments as well; a few words at most are shown of each. */
const SHOWN = 200

export interface Hidden {
  /** Texts of HTML comments, cut. */
  comments: string[]
  /** How many invisible characters, and in which lines (1-based). */
  invisible: { count: number; lines: number[] }
}

export function hiddenIn(body: string): Hidden {
  const comments = [...body.matchAll(COMMENT)]
    .map((match) => (match[1] ?? '').trim().slice(0, SHOWN))
    .filter((text) => text !== '')
  const found = body.split('\n').map((line) => line.replace(INSIDE_EMOJI, '').match(INVISIBLE)?.length ?? 0)
  const lines = found.flatMap((count, index) => (count > 0 ? [index + 1] : []))
  return {
    comments: comments.slice(0, 20),
    invisible: { count: found.reduce((sum, count) => sum + count, 0), lines: lines.slice(0, 20) },
  }
}
