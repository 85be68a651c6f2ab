/** Version of decoding and feature formulas; changes whenever the same transaction would get other features. */
export const FEATURE_ENGINE_VERSION = '1.2.0'

/** Version of how points become an opportunity's score; each strategy has a version of its own besides. */
export const SCORER_VERSION = '1.0.0'
