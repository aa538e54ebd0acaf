/** Words of the bot without the marks of Markdown. */
const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&#64;': '@',
  '&#35;': '#',
  '&nbsp;': ' ',
  '&quot;': '"',
}

/** Words without their marks. Characters that Markdown would show are shown. */
export function plain(text: string): string {
  return text
    .replace(/<\/?(?:sub|sup|details|summary|br|b|i|kbd)\b[^>]*>/g, '')
    .replace(/!?\[((?:\\.|[^\]\\])*)\]\((?:<[^>]*>|[^)\s]*)\)/g, '$1')
    .replace(/\*\*(\S(?:.*?\S)?)\*\*/g, '$1')
    .replace(/(`+) ?(.+?) ?\1/g, '$2')
    .replace(/&(?:lt|gt|amp|nbsp|quot|#64|#35);/g, (entity) => entities[entity] ?? entity)
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
}
