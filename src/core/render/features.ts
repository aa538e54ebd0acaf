/** What this GitHub lacks, and what the bot does without. */
import { type FeatureName, featureNamed } from '../features/registry.ts'

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** A line of Markdown. The words are the bot's own and need no escaping. */
export function lackLine(name: FeatureName): string {
  const { title, without } = featureNamed(name)
  return `**${capital(title)}**: not on this GitHub. ${without}`
}

/** The same in one line of the log. */
export const lackLog = (name: FeatureName): string =>
  `This GitHub lacks ${featureNamed(name).title}: ${featureNamed(name).without}`
