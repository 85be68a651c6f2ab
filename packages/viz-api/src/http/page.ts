import type { IncomingMessage, ServerResponse } from 'node:http'
import express from 'express'

/** Serves a file of the page, or calls `next` when the request names none. */
export type PageFiles = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** The files of a folder: none that is hidden, none outside of it, no lists. */
export function createPageFiles(dir: string): PageFiles {
  const files = express.static(dir, { redirect: false, dotfiles: 'ignore' })
  // It reads nothing of a request that express adds.
  return files as PageFiles
}
