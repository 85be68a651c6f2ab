import { shared } from '@org/toolchain/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig(shared)
