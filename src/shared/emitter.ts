/** A typed stream of events without a buffer: who subscribes hears what comes after. */
export interface Emitter<E> {
  emit(event: E): void
  /** Returns the way to stop listening. */
  on(listener: (event: E) => void): () => void
}

export function createEmitter<E>(): Emitter<E> {
  const listeners = new Set<(event: E) => void>()
  return {
    emit(event) {
      for (const listener of [...listeners]) listener(event)
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
