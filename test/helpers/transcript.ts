/** What somebody hears from a program that speaks line by line. */
export interface Transcript {
  feed(said: string): void
  text(): string
  /** Waits for what is said from now on, or was since the last wait; gives everything up to there. */
  see(wanted: string | RegExp): Promise<string>
}

export function createTranscript(patienceMs: number): Transcript {
  let said = ''
  let seen = 0
  const waiting = new Set<() => void>()
  return {
    feed(more) {
      said += more
      for (const look of waiting) look()
    },
    text: () => said,
    async see(wanted) {
      return await new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`never said: ${String(wanted)}\n${said.slice(seen)}`))
        }, patienceMs)
        function look(): void {
          const news = said.slice(seen)
          const end = endOf(news, wanted)
          if (end === undefined) return
          clearTimeout(timer)
          waiting.delete(look)
          seen += end
          resolve(news.slice(0, end))
        }
        waiting.add(look)
        look()
      })
    },
  }
}

/** Where `wanted` ends in `text`, or undefined. */
function endOf(text: string, wanted: string | RegExp): number | undefined {
  if (typeof wanted === 'string') {
    const at = text.indexOf(wanted)
    return at === -1 ? undefined : at + wanted.length
  }
  const found = wanted.exec(text)
  return found === null ? undefined : found.index + found[0].length
}
