public import Datasets
import LinearAlgebra
public import Training

extension Samples: TrainingSamples {}
