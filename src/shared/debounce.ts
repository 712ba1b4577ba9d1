/** Calls `task` once, `delayMs` after the first of several calls; `cancel` forgets what is due. */
export function debounce(delayMs: number, task: () => void): { (): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined

  function call(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      task()
    }, delayMs).unref()
  }

  function cancel(): void {
    clearTimeout(timer)
    timer = undefined
  }

  return Object.assign(call, { cancel })
}
