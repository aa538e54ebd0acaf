/** Finds the keywords with which a merged pull request or a commit on the default branch closes issues. */
const KEYWORD = /\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+))?#(\d+)\b/gi

/** Returns the issue numbers that the text closes in the repository `fullName`. Code and HTML comments do not count. */
export function closedByText(text: string, fullName: string): number[] {
  const plain = text
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replaceAll(/^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm, ' ')
    .replaceAll(/`[^`\n]+`/g, ' ')
  const numbers = [...plain.matchAll(KEYWORD)]
    .filter((m) => m[1] === undefined || m[1].toLowerCase() === fullName.toLowerCase())
    .map((m) => Number(m[2]))
  return [...new Set(numbers)]
}
