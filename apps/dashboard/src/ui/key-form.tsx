import { useState } from 'preact/hooks'

interface KeyFormProps {
  /** A key was given, and is not one that the server knows. */
  readonly refused: boolean
  readonly onKey: (key: string) => void
}

/** Asks for the key of a server that wants one. */
export function KeyForm({ refused, onKey }: KeyFormProps) {
  const [key, setKey] = useState('')
  return (
    <form
      class="key-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (key.trim() !== '') onKey(key.trim())
      }}
    >
      <label class="field grow">
        <span>API key</span>
        <input
          type="password"
          autocomplete="off"
          spellcheck={false}
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </label>
      <button type="submit">Use it</button>
      <p role="alert">
        {refused
          ? 'The server does not know this key.'
          : 'This server asks for an API key. It is kept until the tab is closed.'}
      </p>
    </form>
  )
}
