export interface Closable {
  close(): Promise<void>
}

/** Closes every part, also when one fails; throws the first failure. */
export async function closeAll(parts: Iterable<Closable>): Promise<void> {
  const closed = await Promise.allSettled([...parts].map((part) => part.close()))
  for (const result of closed) if (result.status === 'rejected') throw result.reason
}

/** Runs `open`, which hands each part it opened to `keep`; when it fails, those are closed again: a file must not stay open unheld. */
export async function openTogether<T>(
  open: (keep: <P extends Closable>(part: P) => P) => Promise<T>,
): Promise<T> {
  const parts: Closable[] = []
  try {
    return await open((part) => {
      parts.push(part)
      return part
    })
  } catch (error) {
    await closeAll(parts).catch(() => undefined)
    throw error
  }
}
