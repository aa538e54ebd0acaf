/** Text that is invisible in the rendered issue but visible to an agent that reads the source. */

/** Variation selectors and the joiner inside an emoji are part of a visible character. */
const INSIDE_EMOJI = /(?<=\p{Extended_Pictographic}\uFE0F?)\u200D/gu
/** Zero-width, bidi and tag characters. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}--[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]]/gv
const COMMENT = /<!--([\s\S]*?)(?:-->|$)/g
/** Characters kept of each comment. Forms have guidance in comments, which can be long. */
const SHOWN = 200

export interface Hidden {
  /** Texts of HTML comments, cut. */
  comments: string[]
  /** Number of invisible characters, and their lines (1-based). */
  invisible: { count: number; lines: number[] }
}

/** Finds comments and invisible characters. At most 20 comments and 20 lines are listed. */
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
