export interface Memo<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value, bytes: number): void
  delete(key: string): void
}

/** Creates a least-recently-used cache, bounded by the number and the size of its entries. */
export function createMemo<Value>(bounds: { entries: number; bytes: number }): Memo<Value> {
  const held = new Map<string, { value: Value; bytes: number }>()
  let total = 0

  function drop(key: string): void {
    total -= held.get(key)?.bytes ?? 0
    held.delete(key)
  }

  return {
    get(key) {
      const found = held.get(key)
      if (!found) return undefined
      held.delete(key)
      held.set(key, found)
      return found.value
    },
    set(key, value, bytes) {
      drop(key)
      held.set(key, { value, bytes })
      total += bytes
      for (const oldest of held.keys()) {
        if (held.size <= bounds.entries && total <= bounds.bytes) return
        drop(oldest)
      }
    },
    delete: drop,
  }
}
