import { createPeer } from '../../peer/create-peer.ts'
import { runRpc } from '../../rpc/run-rpc.ts'
import type { Context } from '../context.ts'
import { peerOptions } from '../peer-options.ts'
import { tellFarewell } from '../leave.ts'
import { readPassword } from '../read-password.ts'

/** Serves scripts on standard input and output; with a user and a password it is logged in before the first request. */
export async function runRpcCommand(context: Context): Promise<void> {
  const { settings, env, language, stop, version } = context
  const password = await readPassword(settings, env, process.stdin, language)
  const peer = await createPeer(peerOptions(context))
  try {
    const username = settings.text('user')
    if (username !== undefined && password !== undefined) await peer.login({ username, password })
    const { stdin: input, stdout: output } = process
    tellFarewell(await runRpc({ peer, input, output, version, stop }), language)
  } finally {
    await peer.close()
  }
}
