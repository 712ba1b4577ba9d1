import type { DirectTexts } from './direct.ts'

export const directPtBr: DirectTexts = {
  name: 'direto',
  status: {
    waiting: 'esperando',
    together: 'conectado',
    apart: 'ligação caiu',
    left: 'saiu',
    refused: 'recusado',
  },
  listening: 'Esperando a outra pessoa, que digita:',
  command: (address) => `chatp2p direct ${address}`,
  dialling: (address) => `Chamando ${address}, de novo e de novo até alguém responder.`,
  goodToKnow:
    'Aqui conversam duas pessoas e mais ninguém: sem tracker, sem conta. Leiam um ao outro as palavras que vão aparecer embaixo.',
  met: {
    new: (name) => `Você encontra ${name} pela primeira vez.`,
    today: (name, time) => `É a mesma pessoa, ${name}, de hoje às ${time}.`,
    known: (name, day) => `É a mesma pessoa, ${name}, de ${day}.`,
    changed: (name) =>
      `Esta NÃO é a chave de ${name} que você conhece. Nada é enviado até você decidir: /chave.`,
  },
  compare: 'As mesmas palavras nas duas telas?',
  noChat: '/ajuda · “sair” encerra',
  left: (name) => `${name} saiu, e pode voltar enquanto você ficar. “sair” encerra.`,
  apart: {
    listening: (name) => `A ligação com ${name} caiu. O que você escreve espera até ela voltar.`,
    dialling: (name) =>
      `A ligação com ${name} caiu e é refeita. O que você escreve espera até ela voltar.`,
  },
}
