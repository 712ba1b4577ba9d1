/** One immutable value that can be watched; listeners hear of several changes in one microtask once. */
export interface Observable<T> {
  get(): T
  /** Calls `listener` after changes, at most once per microtask; returns the way to stop. */
  subscribe(listener: () => void): () => void
}

export interface Store<T, E> extends Observable<T> {
  dispatch(event: E): void
}

/** A value that changes only through a pure reducer. */
export function createStore<T, E>(initial: T, reduce: (state: T, event: E) => T): Store<T, E> {
  let state = initial
  let isNotifying = false
  const listeners = new Set<() => void>()

  function notify(): void {
    isNotifying = false
    for (const listener of [...listeners]) listener()
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dispatch(event) {
      const next = reduce(state, event)
      if (next === state) return
      state = next
      if (isNotifying) return
      isNotifying = true
      queueMicrotask(notify)
    },
  }
}
