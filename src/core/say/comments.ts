/** Every comment the bot writes. Each function gives the comment's marker and its body, which ends with that marker. */
export * from './comments/answers.ts'
export * from './comments/briefing.ts'
export * from './comments/card.ts'
export * from './comments/decisions.ts'
export * from './comments/merging.ts'
export * from './comments/replies.ts'
export * from './comments/sessions.ts'
export * from './comments/steering.ts'
