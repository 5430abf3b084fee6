"""Why a step may have been wanting, in sentences that carry what the record says."""
