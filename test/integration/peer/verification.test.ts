import { afterEach, expect, test } from 'vitest'
import { createNetwork, PASSWORD, type Network } from '../../helpers/network.ts'

let network: Network | undefined

afterEach(async () => {
  await network?.close()
  network = undefined
})

test('two people see the same code; who confirms it trusts the other, also after the next login', async () => {
  const net = await createNetwork({ peers: ['alice', 'bob'] })
  network = net
  const [alice, bob] = net.peers
  await alice!.openDm('bob')
  await bob!.openDm('alice')
  expect(await alice!.verification.codeOf('bob')).toEqual(await bob!.verification.codeOf('alice'))

  await alice!.verification.confirm('bob')
  expect(alice!.state.get().users.get('bob')?.trust).toBe('verified')
  expect(bob!.state.get().users.get('alice')?.trust).toBe('unverified')
  await alice!.logout()
  await alice!.login({ username: 'alice', password: PASSWORD })
  expect(alice!.state.get().users.get('bob')?.trust).toBe('verified')

  await alice!.verification.withdraw('bob')
  expect(alice!.state.get().users.get('bob')?.trust).toBe('unverified')
})

test('nobody verifies himself or a stranger', async () => {
  const net = await createNetwork({ peers: ['alice'] })
  network = net
  const [alice] = net.peers
  await expect(alice!.verification.codeOf('alice')).rejects.toMatchObject({ code: 'DM_WITH_SELF' })
  await expect(alice!.verification.codeOf('zoe')).rejects.toMatchObject({ code: 'UNKNOWN_USER' })
})
