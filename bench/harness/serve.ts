/** What a child process can be asked: functions whose arguments and results travel between processes. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters are contravariant: only `any` takes every list of them
export type Commands = Readonly<Record<string, (...params: any[]) => unknown>>

export interface Call {
  readonly id: number
  readonly name: string
  readonly params: readonly unknown[]
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string }

/** The child's side of `startChild`: answers calls until the parent goes. */
export function serve(commands: Commands): void {
  process.on('message', (call: Call) => void answer(commands, call))
  process.once('disconnect', () => process.exit())
}

async function answer(commands: Commands, { id, name, params }: Call): Promise<void> {
  try {
    const command = commands[name]
    if (command === undefined) throw new Error(`no command ${name}`)
    reply({ id, result: await command(...params) })
  } catch (error) {
    reply({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function reply(message: Answer): void {
  process.send?.(message)
}
