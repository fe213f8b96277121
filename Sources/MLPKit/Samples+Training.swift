package import Datasets
import Numerics
import Training

extension Samples: TrainingSamples {}
