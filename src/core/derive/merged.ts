/** Marker of the App's comment that says a packet is merged; its record keeps the figures the report needs. */
export const MERGED = 'merged'
