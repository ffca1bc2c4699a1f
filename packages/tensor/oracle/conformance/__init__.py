"""Oracle of the conformance suite: the cases of src/conformance/methods/, computed by JAX in double precision."""
