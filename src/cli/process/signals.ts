/** How long a clean end may take after a signal before the process ends anyway. */
const GRACE_MS = 10_000

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Aborted by the first signal that asks the process to end; the second one, or a hanging end, is not argued with. */
export function listenForSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1)
      controller.abort()
      setTimeout(() => process.exit(1), GRACE_MS).unref()
    })
  }
  return controller.signal
}

/** Resolves when `signal` is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
