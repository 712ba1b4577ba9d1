import type { DirectTexts } from './direct.ts'

export const directEn: DirectTexts = {
  name: 'direct',
  status: {
    waiting: 'waiting',
    together: 'connected',
    apart: 'link broken',
    left: 'has left',
    refused: 'refused',
  },
  listening: 'Waiting for the other, who types:',
  command: (address) => `chatp2p direct ${address}`,
  dialling: (address) => `Dialling ${address}, again and again until somebody answers.`,
  goodToKnow:
    'Two people talk here and nobody else: no tracker, no account. Read the words that will stand below to each other.',
  met: {
    new: (name) => `You meet ${name} for the first time.`,
    today: (name, time) => `This is the same ${name} as today at ${time}.`,
    known: (name, day) => `This is the same ${name} as on ${day}.`,
    changed: (name) =>
      `This is NOT the key of the ${name} you know. Nothing is sent until you decide: /key.`,
  },
  compare: 'Same words on both screens?',
  noChat: '/help · “sair” leaves',
  left: (name) => `${name} has left, and may come back while you stay. “sair” leaves.`,
  apart: {
    listening: (name) => `The link to ${name} broke. What you write waits until it is back.`,
    dialling: (name) =>
      `The link to ${name} broke and is dialled again. What you write waits until it is back.`,
  },
}
